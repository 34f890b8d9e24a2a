// What the explorer shows, as numbers: no drawing here.
//
// To be read beside inside.py; tests/live/test_explorer.py runs both side by side.
// A `recording` has, for each place, { logits, lens, seen }; see in_page/worker.js.

import { chances, drawn, ranked, softmax } from "../in_page/sampling.js";
import { shares } from "../writer/story.js";

export const N_BEST = 5;

// "embedding", "layer 0", …: the stages of the stream
export function stageNames(nLayers) {
  const layers = Array.from({ length: nLayers }, (_, layer) => `layer ${layer}`);
  return ["embedding", ...layers];
}

// Inside.weights[layer, head, place, : place + 1]
export function headWeights({ seen }, layer, head, nTokens) {
  const all = seen[`blocks.${layer}.attention.weights`];
  return all.subarray(head * nTokens, (head + 1) * nTokens);
}

// The places of the largest weights, the largest first.
export function largest(weights, n) {
  return ranked(weights).slice(0, n);
}

// For each stage at one place: Inside.stream[stage, place].norm(), the likeliest tokens
// by Inside.lens[stage, place], and the probability of one of them, the winner.
export function stages({ lens, seen }, winner) {
  const vectors = [seen.embedded];
  while (vectors.length < lens.length) {
    vectors.push(seen[`blocks.${vectors.length - 1}.after_feed_forward`]);
  }
  return stageNames(lens.length - 1).map((name, stage) => {
    const probabilities = softmax(lens[stage]);
    const best = ranked(lens[stage]).slice(0, N_BEST).map((tokenId) => ({
      tokenId,
      probability: probabilities[tokenId],
      isWinner: tokenId === winner,
    }));
    const length = Math.hypot(...vectors[stage]);
    return { name, length, best, winner: probabilities[winner] };
  });
}

// divergence(before, after): KL(before ‖ after) in nats, of two rows of logits
export function divergence(before, after) {
  const p = logSoftmax(before), q = logSoftmax(after);
  return Math.max(0, p.reduce((sum, one, i) => sum + Math.exp(one) * (one - q[i]), 0));
}

// logits.log_softmax(dim=-1)
function logSoftmax(logits) {
  const highest = logits.reduce((high, one) => Math.max(high, one), -Infinity);
  const total = logits.reduce((sum, one) => sum + Math.exp(one - highest), 0);
  return Array.from(logits, (one) => one - highest - Math.log(total));
}

// The tokens likeliest before or after, with both probabilities; those likeliest before
// come first.
export function comparison(before, after) {
  const [p, q] = [softmax(before), softmax(after)];
  const both = [before, after].flatMap((logits) => ranked(logits).slice(0, N_BEST));
  return [...new Set(both)].map((tokenId) => ({
    tokenId,
    before: p[tokenId],
    after: q[tokenId],
  }));
}

// Explorer.next_token(logits, token_ids): with the same seed, a text goes on the same way.
export function nextToken(logits, tokenIds, settings) {
  const { after, order } = shares(logits, tokenIds, settings);
  const number = tokenIds.length;
  return drawn(after, order, chances(settings.seed, number + 1)[number]);
}
