// From scores to a drawn token: what all figures of the course that draw tokens share.
//
// To be read beside course_lib/decoding/processors.py and sampling.py, in the same order.
// Held equal to them by tests/live/test_sampling.py and test_in_page_sampling.py.

// penalize_repetition(logits, token_ids, penalty)
export function penalizeRepetition(logits, tokenIds, penalty) {
  const seen = new Set(tokenIds);
  return Array.from(logits, (logit, token) => {
    if (!seen.has(token)) return logit;
    return logit > 0 ? logit / penalty : logit * penalty;
  });
}

// All tokens, the likeliest first; of equal ones, the one with the smaller id.
export function ranked(logits) {
  const order = Array.from(logits, (_, token) => token);
  return order.sort((a, b) => logits[b] - logits[a] || a - b);
}

export function softmax(scores) {
  const highest = scores.reduce((high, score) => Math.max(high, score), -Infinity);
  const raised = Array.from(scores, (score) => Math.exp(score - highest));
  const total = raised.reduce((sum, number) => sum + number, 0);
  return raised.map((number) => number / total);
}

// sampling_distribution: temperature first, then top-k (0: all), then top-p (1: all).
// At temperature 0 the likeliest token is certain: greedy decoding.
export function distribution(logits, temperature, topK, topP) {
  const order = ranked(logits);
  const result = new Array(logits.length).fill(0);
  if (temperature === 0) {
    result[order[0]] = 1;
    return result;
  }
  // at_temperature(logits, temperature)
  let scores = order.map((token) => logits[token] / temperature);
  if (topK > 0) scores = keepTopK(scores, topK);
  if (topP < 1) scores = keepTopP(scores, topP);
  softmax(scores).forEach((probability, rank) => (result[order[rank]] = probability));
  return result;
}

// keep_top_k, of scores that fall: and those as likely as the last of them
function keepTopK(scores, k) {
  const last = scores[Math.min(k, scores.length) - 1];
  return scores.map((score) => (score < last ? -Infinity : score));
}

// keep_top_p, of scores that fall
function keepTopP(scores, p) {
  let before = 0;
  const chances = softmax(scores);
  return scores.map((score, rank) => {
    const kept = rank === 0 || before < p - 1e-7;
    before += chances[rank];
    return kept ? score : -Infinity;
  });
}

// mulberry32, by Tommy Ettinger (public domain): chance that Python can repeat.
export function chances(seed, n) {
  let state = seed | 0;
  return Array.from({ length: n }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  });
}

// torch.multinomial, by a chance from 0 to 1: the token in whose share of the line it
// falls. `order` has the tokens as they stand on the line.
export function drawn(probabilities, order, chance) {
  const possible = order.filter((token) => probabilities[token] > 0);
  const total = possible.reduce((sum, token) => sum + probabilities[token], 0);
  let running = 0;
  for (const token of possible) {
    running += probabilities[token];
    if (running > chance * total) return token;
  }
  return possible[possible.length - 1];
}
