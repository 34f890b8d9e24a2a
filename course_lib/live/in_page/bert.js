// A BERT in plain JavaScript: token ids in, the scores of what may fill each gap out.
//
// To be read beside course_lib/models/bert.py, encoder.py and bert_pretraining.py: the
// same names in the same order. The comment above a step is PyTorch's line for it. One
// text or pair of texts at a time: `x` is a list, with a vector for each token.
// `record(name, numbers)`, if given, sees what the model makes on its way.
// Held equal to the PyTorch model by tests/live/test_in_page_bert.py.
// Left out: batches, padding, dropout, the head that tells what follows what.

import { GELUS, LayerNorm, Linear } from "./layers.js";

// course_lib/models/bert_weights.py: what the sizes are called in config.json
export function sizesFromTheirs(config) {
  const { hidden_size: dModel, num_attention_heads: nHeads } = config;
  const { intermediate_size: dFf, hidden_act: activation = "gelu" } = config;
  const fits = dModel % nHeads === 0 && dModel % 8 === 0 && dFf % 8 === 0;
  if (config.model_type !== "bert" || activation !== "gelu" || !fits) {
    const given = JSON.stringify(config);
    throw new Error(`This is no BERT that the page can compute: ${given}`);
  }
  return {
    vocabSize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    dModel,
    nHeads,
    nLayers: config.num_hidden_layers,
    dFf,
    nSegments: config.type_vocab_size ?? 2,
    normEps: config.layer_norm_eps ?? 1e-12,
  };
}

class Bert {
  constructor(config, weights) {
    this.config = config;
    const table = (name, n) => weights(`embeddings.${name}.weight`, n, config.dModel);
    this.tokenEmbedding = table("word_embeddings", config.vocabSize);
    this.positionEmbedding = table("position_embeddings", config.contextLength);
    this.segmentEmbedding = table("token_type_embeddings", config.nSegments);
    this.norm = new LayerNorm(config, "embeddings.LayerNorm", weights);
    this.layers = Array.from({ length: config.nLayers }, (_, i) => {
      const own = (name, ...shape) => weights(`encoder.layer.${i}.${name}`, ...shape);
      return new EncoderLayer(config, own);
    });
  }

  // A vector for each token, which has seen the whole text.
  forward(tokenIds, segmentIds, record) {
    this.check(tokenIds, segmentIds);
    // x = self.add_positions_and_segments(self.embed(token_ids), segment_ids)
    let x = tokenIds.map((tokenId, i) => this.embed(tokenId, i, segmentIds[i]));
    record?.("embedded", flat(x));
    // for layer in self.layers: x = layer(x)
    this.layers.forEach((layer, i) => {
      const own = (name, numbers) => record(`layers.${i}.${name}`, numbers);
      x = layer.forward(x, record && own);
    });
    return x;
  }

  // self.norm(embedded + position + segment)
  embed(tokenId, place, segmentId) {
    const token = vectorAt(this.tokenEmbedding, tokenId, this.config);
    const position = vectorAt(this.positionEmbedding, place, this.config);
    const segment = vectorAt(this.segmentEmbedding, segmentId, this.config);
    return this.norm.forward(added(added(token, position), segment));
  }

  check(tokenIds, segmentIds) {
    const { contextLength, vocabSize, nSegments } = this.config;
    const n = tokenIds.length;
    if (n < 1 || n > contextLength) {
      throw new Error(`There must be 1 to ${contextLength} tokens, got ${n}.`);
    }
    for (const tokenId of tokenIds) {
      if (tokenId >= 0 && tokenId < vocabSize) continue;
      throw new Error(`There is no token ${tokenId} among ${vocabSize}.`);
    }
    const isSegment = (one) => one >= 0 && one < nSegments;
    if (segmentIds.length !== n || !segmentIds.every(isSegment)) {
      const must = `There must be ${n} segments, 0 to ${nSegments - 1}`;
      throw new Error(`${must}, got ${segmentIds}.`);
    }
  }
}

// course_lib/models/encoder.py: norm after each part, as in 2017
class EncoderLayer {
  constructor(config, weights) {
    const { dModel, dFf } = config;
    const linear = inputsFirst(weights);
    this.attention = new EncoderAttention(config, linear);
    this.aroundAttention = new LayerNorm(config, "attention.output.LayerNorm", weights);
    this.feedForward = [
      new Linear("intermediate.dense", dModel, dFf, linear),
      GELUS.gelu,
      new Linear("output.dense", dFf, dModel, linear),
    ];
    this.aroundFeedForward = new LayerNorm(config, "output.LayerNorm", weights);
  }

  forward(x, record) {
    // x = self.around_attention(x, self.attention): norm(x + attention(x))
    const attended = this.attention.forward(x, record);
    x = x.map((vector, i) => this.aroundAttention.forward(added(vector, attended[i])));
    record?.("after_attention", flat(x));
    // return self.around_feed_forward(x, self.feed_forward)
    const [expand, gelu, shrink] = this.feedForward;
    x = x.map((vector) => {
      const forward = shrink.forward(expand.forward(vector).map(gelu));
      return this.aroundFeedForward.forward(added(vector, forward));
    });
    record?.("after_feed_forward", flat(x));
    return x;
  }
}

// course_lib/models/attention_layers.py: SelfAttention, of all tokens to all tokens
class EncoderAttention {
  constructor({ dModel, nHeads }, linear) {
    Object.assign(this, { nHeads, dHead: dModel / nHeads });
    this.queryKeyValue = ["query", "key", "value"].map(
      (part) => new Linear(`attention.self.${part}`, dModel, dModel, linear),
    );
    this.output = new Linear("attention.output.dense", dModel, dModel, linear);
  }

  forward(x, record) {
    // query, key, value = self.project(x)
    const project = (part) => x.map((token) => part.forward(token));
    const projected = this.queryKeyValue.map(project);
    const weights = new Float32Array(this.nHeads * x.length * x.length);
    const heads = x.map((token) => new Float32Array(token.length));
    for (let head = 0, w = 0; head < this.nHeads; head++) {
      for (let query = 0; query < x.length; query++, w += x.length) {
        const shares = weights.subarray(w, w + x.length);
        this.attend(projected, query, head * this.dHead, shares, heads[query]);
      }
    }
    record?.("attention.weights", weights); // axes "head query key"
    // return self.output(side_by_side(heads))
    return heads.map((token) => this.output.forward(token));
  }

  // course_lib/models/attention.py, of one query of one head, whose numbers begin at
  // `start`: softmax(query @ key.T / sqrt(d_head)) @ value
  attend([queries, keys, values], query, start, shares, gathered) {
    const end = start + this.dHead, scale = 1 / Math.sqrt(this.dHead);
    let highest = -Infinity, total = 0;
    for (let key = 0; key < keys.length; key++) {
      let score = 0;
      for (let i = start; i < end; i++) score += queries[query][i] * keys[key][i];
      shares[key] = score * scale;
      highest = Math.max(highest, shares[key]);
    }
    for (let key = 0; key < keys.length; key++) {
      shares[key] = Math.exp(shares[key] - highest);
      total += shares[key];
    }
    for (let key = 0; key < keys.length; key++) {
      const share = (shares[key] /= total);
      for (let i = start; i < end; i++) gathered[i] += share * values[key][i];
    }
  }
}

// course_lib/models/bert_pretraining.py
class MaskedTokenHead {
  constructor(config, weights) {
    const { dModel, vocabSize } = config;
    const name = "transform.dense";
    this.dense = new Linear(name, dModel, dModel, inputsFirst(weights));
    this.norm = new LayerNorm(config, "transform.LayerNorm", weights);
    this.bias = weights("bias", vocabSize);
  }

  // F.linear(self.norm(F.gelu(self.dense(hidden))), embedding, self.bias)
  forward(hidden, embedding) {
    const x = this.norm.forward(this.dense.forward(hidden).map(GELUS.gelu));
    return this.bias.map((bias, token) => {
      let a = 0, b = 0, c = 0, d = 0; // four sums: a processor can add them side by side
      for (let i = 0, w = token * x.length; i < x.length; i += 4, w += 4) {
        a += x[i] * embedding[w];
        b += x[i + 1] * embedding[w + 1];
        c += x[i + 2] * embedding[w + 2];
        d += x[i + 3] * embedding[w + 3];
      }
      return bias + a + b + c + d;
    });
  }
}

export class BertForPretraining {
  constructor(config, tensors) {
    this.config = sizesFromTheirs(config);
    const under = (start) => (name, ...shape) => tensorOf(tensors, start + name, shape);
    this.bert = new Bert(this.config, under("bert."));
    this.maskedHead = new MaskedTokenHead(this.config, under("cls.predictions."));
  }

  // The logits of the tokens at the `wanted` places, a row for each; undefined: at all.
  forward(tokenIds, segmentIds = undefined, wanted = undefined, record = undefined) {
    const segments = segmentIds ?? tokenIds.map(() => 0);
    const hidden = this.bert.forward(tokenIds, segments, record);
    // self.token_logits(hidden if wanted is None else hidden[wanted])
    const rows = wanted?.map((place) => hidden[place]) ?? hidden;
    return rows.map((row) => this.maskedHead.forward(row, this.bert.tokenEmbedding));
  }
}

function added(a, b) {
  return a.map((number, i) => number + b[i]);
}

function vectorAt(table, row, { dModel }) {
  return table.subarray(row * dModel, (row + 1) * dModel);
}

// One row of numbers of a list of vectors: axes "seq d_model"
function flat(x) {
  const all = new Float32Array(x.length * x[0].length);
  x.forEach((vector, place) => all.set(vector, place * vector.length));
  return all;
}

function tensorOf(tensors, name, shape) {
  const found = tensors[name];
  if (String(found?.shape) !== String(shape)) {
    throw new Error(`${name} must have the shape ${shape}, got ${found?.shape}.`);
  }
  return found.data;
}

// nn.Linear's weight has a row for each output; layers.js reads a row for each input.
function inputsFirst(weights) {
  return (name, nIn, nOut) => {
    if (nOut === undefined) return weights(name, nIn); // a bias
    const from = weights(name, nOut, nIn), to = new Float32Array(from.length);
    for (let row = 0; row < nOut; row++) {
      for (let i = 0; i < nIn; i++) to[i * nOut + row] = from[row * nIn + i];
    }
    return to;
  };
}
