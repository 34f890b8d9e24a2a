// A GPT in plain JavaScript: token ids in, a score for every possible next token out.
//
// To be read beside course_lib/models/gpt.py: the same names in the same order. The
// comment above a step is PyTorch's line for it. One text at a time, and of it one token
// at a time, with the keys and values of the tokens before in a cache; the weights are
// laid out as GPT-2's model.safetensors has them, a row for each input.
// `record(name, numbers)`, if given, sees what the model makes on its way, and `off` lists
// heads to switch off, as [layer, head]: what they hand on is set to zero.
// Held equal to the PyTorch model by tests/live/test_in_page_gpt.py.
// Left out: batches, padding, dropout.

import { GELUS, LayerNorm, Linear } from "./layers.js";

// course_lib/models/gpt_weights.py: what the sizes are called in config.json
export function sizes(config) {
  const gelu = GELUS[config.activation_function ?? "gelu_new"];
  const fits = config.n_embd % config.n_head === 0 && config.n_embd % 8 === 0;
  if (config.model_type !== "gpt2" || !gelu || !fits) {
    const given = JSON.stringify(config);
    throw new Error(`This is no GPT-2 that the page can compute: ${given}`);
  }
  return {
    vocabSize: config.vocab_size,
    contextLength: config.n_positions,
    dModel: config.n_embd,
    nHeads: config.n_head,
    nLayers: config.n_layer,
    normEps: config.layer_norm_epsilon ?? 1e-5,
    gelu,
  };
}

export class GPT {
  constructor(config, tensors) {
    this.config = sizes(config);
    const { contextLength, dModel, nLayers, vocabSize } = this.config;
    const weights = (name, ...shape) => weightsOf(tensors, `transformer.${name}`, shape);
    this.tokenEmbedding = weights("wte.weight", vocabSize, dModel);
    this.positionEmbedding = weights("wpe.weight", contextLength, dModel);
    this.blocks = Array.from({ length: nLayers }, (_, i) => {
      const own = (name, ...shape) => weights(`h.${i}.${name}`, ...shape);
      return new Block(this.config, own);
    });
    this.finalNorm = new LayerNorm(this.config, "ln_f", weights);
  }

  // The logits of the token after `tokenIds`, which follow those in the cache.
  forward(tokenIds, cache = new Cache(this.config), record = undefined, off = []) {
    this.check(off);
    const places = this.config.contextLength - cache.length;
    if (tokenIds.length < 1 || tokenIds.length > places) {
      throw new Error(`There must be 1 to ${places} tokens, got ${tokenIds.length}.`);
    }
    let hidden;
    for (const tokenId of tokenIds) {
      hidden = this.hidden(this.embed(tokenId), cache, record, off);
    }
    return this.logits(hidden);
  }

  check(off) {
    const { nLayers, nHeads } = this.config;
    for (const [layer, head] of off) {
      if (layer in this.blocks && head >= 0 && head < nHeads) continue;
      const there = `layers 0 to ${nLayers - 1} and heads 0 to ${nHeads - 1}`;
      throw new Error(`There are ${there}, got layer ${layer}, head ${head}.`);
    }
  }

  // self.token_embedding(token_ids)
  embed(tokenId) {
    if (!(tokenId >= 0 && tokenId < this.config.vocabSize)) {
      throw new Error(`There is no token ${tokenId} among ${this.config.vocabSize}.`);
    }
    return rowOf(this.tokenEmbedding, tokenId, this.config.dModel);
  }

  hidden(embedded, cache, record, off) {
    // x = embedded + self.position_embedding(places)
    const { dModel } = this.config;
    let x = sum(embedded, rowOf(this.positionEmbedding, cache.length, dModel));
    record?.("embedded", x);
    // for i, block in enumerate(self.blocks): x = block(x, mask, cache.layer(i))
    this.blocks.forEach((block, i) => {
      const own = (name, numbers) => record(`blocks.${i}.${name}`, numbers);
      const silent = off.filter(([layer]) => layer === i).map(([, head]) => head);
      x = block.forward(x, cache.layers[i], record && own, silent);
    });
    // return self.final_norm(x)
    return this.finalNorm.forward(x);
  }

  // The logit lens: what the model would say if it ended at this stage of the stream
  lens(x) {
    return this.logits(this.finalNorm.forward(x));
  }

  // F.linear(hidden, self.token_embedding.weight): the embedding, the other way round
  logits(hidden) {
    const { dModel, vocabSize } = this.config;
    const weight = this.tokenEmbedding;
    const logits = new Float32Array(vocabSize);
    for (let token = 0, w = 0; token < vocabSize; token++, w += dModel) {
      let a = 0, b = 0, c = 0, d = 0; // four sums, which a processor can add side by side
      for (let i = 0; i < dModel; i += 4) {
        a += hidden[i] * weight[w + i];
        b += hidden[i + 1] * weight[w + i + 1];
        c += hidden[i + 2] * weight[w + i + 2];
        d += hidden[i + 3] * weight[w + i + 3];
      }
      logits[token] = a + b + c + d;
    }
    return logits;
  }
}

class Block {
  constructor(config, weights) {
    const { dModel } = config;
    this.norm1 = new LayerNorm(config, "ln_1", weights);
    this.attention = new SelfAttention(config, weights);
    this.norm2 = new LayerNorm(config, "ln_2", weights);
    this.feedForward = [
      new Linear("mlp.c_fc", dModel, 4 * dModel, weights),
      config.gelu,
      new Linear("mlp.c_proj", 4 * dModel, dModel, weights),
    ];
  }

  forward(x, cache, record, silent) {
    // x = x + self.attention(self.norm_1(x), causal=True, cache=cache)
    x = sum(x, this.attention.forward(this.norm1.forward(x), cache, record, silent));
    record?.("after_attention", x);
    // return x + self.feed_forward(self.norm_2(x))
    const [widen, gelu, narrow] = this.feedForward;
    x = sum(x, narrow.forward(widen.forward(this.norm2.forward(x)).map(gelu)));
    record?.("after_feed_forward", x);
    return x;
  }
}

// course_lib/models/attention_layers.py: SelfAttention
class SelfAttention {
  constructor({ dModel, nHeads }, weights) {
    Object.assign(this, { dModel, nHeads, dHead: dModel / nHeads });
    this.queryKeyValue = new Linear("attn.c_attn", dModel, 3 * dModel, weights);
    this.output = new Linear("attn.c_proj", dModel, dModel, weights);
  }

  forward(x, cache, record, silent) {
    const { dModel, nHeads, dHead } = this;
    // query, key, value = self.project(x)
    const projected = this.queryKeyValue.forward(x);
    // key, value = cache.extend(key, value)
    cache.extend(projected.subarray(dModel, 2 * dModel), projected.subarray(2 * dModel));
    const gathered = new Float32Array(dModel);
    const weights = new Float32Array(nHeads * cache.length);
    for (let head = 0; head < nHeads; head++) {
      const query = rowOf(projected, head, dHead);
      const shares = rowOf(weights, head, cache.length);
      attend(query, cache, head * dHead, shares, rowOf(gathered, head, dHead));
    }
    for (const head of silent) rowOf(gathered, head, dHead).fill(0);
    record?.("attention.weights", weights); // a row for each head, a number for each key
    // return self.output(side_by_side(heads))
    return this.output.forward(gathered);
  }
}

// course_lib/models/attention.py, of one query of one head:
// softmax(query @ key.T / sqrt(d_head)) @ value
function attend(query, { keys, values, width, length }, start, shares, gathered) {
  const scale = 1 / Math.sqrt(query.length);
  for (let place = 0, k = start; place < length; place++, k += width) {
    let score = 0;
    for (let i = 0; i < query.length; i++) score += query[i] * keys[k + i];
    shares[place] = score * scale;
  }
  softmaxInPlace(shares);
  for (let place = 0, v = start; place < length; place++, v += width) {
    const share = shares[place];
    for (let i = 0; i < gathered.length; i++) gathered[i] += share * values[v + i];
  }
}

function softmaxInPlace(scores) {
  let highest = -Infinity, total = 0;
  for (const score of scores) highest = Math.max(highest, score);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp(scores[i] - highest);
    total += scores[i];
  }
  for (let i = 0; i < scores.length; i++) scores[i] /= total;
}

// course_lib/models/cache.py: the keys and values of the tokens so far, for each layer
export class Cache {
  constructor({ nLayers, contextLength, dModel }) {
    const make = () => new LayerCache(contextLength, dModel);
    this.layers = Array.from({ length: nLayers }, make);
  }

  get length() {
    return this.layers[0].length;
  }

  // Forget all but the first tokens: what comes next is written over the others.
  shorten(length) {
    for (const layer of this.layers) layer.length = Math.min(layer.length, length);
  }
}

class LayerCache {
  constructor(room, width) {
    this.keys = new Float32Array(room * width);
    this.values = new Float32Array(room * width);
    Object.assign(this, { width, length: 0 });
  }

  extend(key, value) {
    this.keys.set(key, this.length * this.width);
    this.values.set(value, this.length * this.width);
    this.length += 1;
  }
}

function sum(a, b) {
  return a.map((number, i) => number + b[i]);
}

function rowOf(matrix, row, width) {
  return matrix.subarray(row * width, (row + 1) * width);
}

function weightsOf(tensors, name, shape) {
  const found = tensors[name];
  if (String(found?.shape) !== String(shape)) {
    throw new Error(`${name} must have the shape ${shape}, got ${found?.shape}.`);
  }
  return found.data;
}
