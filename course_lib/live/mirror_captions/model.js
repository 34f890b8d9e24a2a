// A small CLIP in the page: to be read beside course_lib/applications/multimodal/clip.py, with its names.
//
// Held equal to it by tests/live/test_mirror_captions.py.

import { GELUS, LayerNorm } from "../in_page/layers.js";

const N_HEADS = 4;
const EPS = 1e-5;
const PATCH = 8;

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

// A number of 16 bits: sign, five bits of exponent, ten of fraction.
function half(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return exponent ? sign * (1 + fraction) * 2 ** (exponent - 15) : sign * fraction * 2 ** -14;
}

// `layout` lists [name, shape]. Matrices lie in `whole` (8 bits), with a scale a row in `halves`; vectors in `halves`.
export function unpack(layout, { whole, halves }) {
  const numbers = new Int8Array(bytesOf(whole).buffer);
  const floats = Float32Array.from(new Uint16Array(bytesOf(halves).buffer), half);
  const tensors = {};
  let at = 0, next = 0;
  for (const [name, shape] of layout) {
    const size = shape.reduce((product, n) => product * n, 1);
    const width = shape.at(-1) ?? 1;
    if (shape.length < 2) {
      tensors[name] = floats.slice(next, next + size);
      next += size;
      continue;
    }
    const scales = floats.subarray(next, next + size / width);
    tensors[name] = Float32Array.from(numbers.subarray(at, at + size), (n, i) => n * scales[Math.floor(i / width)]);
    at += size;
    next += size / width;
  }
  return tensors;
}

const add = (a, b) => a.map((number, i) => number + b[i]);

function dot(a, b, from = 0, n = a.length, fromB = from) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[from + i] * b[fromB + i];
  return sum;
}

export class Clip {
  constructor(layout, packed) {
    this.tensors = unpack(layout, packed);
    this.kept = new Map(); // the vectors of captions
  }

  linear(x, name) {
    const weight = this.tensors[`${name}.weight`], bias = this.tensors[`${name}.bias`];
    const y = new Float32Array(weight.length / x.length);
    for (let row = 0; row < y.length; row++) y[row] = dot(x, weight, 0, x.length, row * x.length) + (bias ? bias[row] : 0);
    return y;
  }

  norm(x, name) {
    const weights = (wanted) => this.tensors[wanted];
    return new LayerNorm({ dModel: x.length, normEps: EPS }, name, weights).forward(x);
  }

  // EncoderLayer: x + attention(norm(x)), then x + feed_forward(norm(x))
  layer(rows, name, causal) {
    const projected = rows.map((x) =>
      this.linear(this.norm(x, `${name}.around_attention.norm`), `${name}.attention.query_key_value`),
    );
    const mixed = projected.map((query, place) => attend(query, causal ? projected.slice(0, place + 1) : projected));
    return rows.map((old, place) => {
      const x = add(old, this.linear(mixed[place], `${name}.attention.output`));
      const inner = this.linear(this.norm(x, `${name}.around_feed_forward.norm`), `${name}.feed_forward.expand`);
      return add(x, this.linear(inner.map(GELUS.gelu), `${name}.feed_forward.shrink`));
    });
  }

  layers(rows, name, causal) {
    for (let i = 0; `${name}.layers.${i}.attention.output.weight` in this.tensors; i++) {
      rows = this.layer(rows, `${name}.layers.${i}`, causal);
    }
    return rows;
  }

  // `pixels`: rows of [red, green, blue] bytes, as a picture lies in memory.
  pictureVector(pixels, side = 32) {
    const vit = "picture_tower.vit";
    const places = this.tensors[`${vit}.position_embedding`];
    const width = this.tensors[`${vit}.class_token`].length;
    const tokens = [this.tensors[`${vit}.class_token`], ...patchesOf(pixels, side).map((p) => this.linear(p, `${vit}.patch_embedding`))];
    const rows = tokens.map((x, i) => this.norm(add(x, places.subarray(i * width, (i + 1) * width)), "picture_tower.norm"));
    const out = this.layers(rows, `${vit}.encoder`, false)[0];
    return unit(this.linear(this.norm(out, `${vit}.encoder.final_norm`), "picture_map"));
  }

  textVector(tokenIds) {
    const key = tokenIds.join(" ");
    if (this.kept.has(key)) return this.kept.get(key);
    const words = this.tensors["text_tower.token_embedding.weight"], places = this.tensors["text_tower.position_embedding.weight"];
    const width = this.tensors["text_tower.encoder.final_norm.weight"].length;
    const row = (table, i) => table.subarray(i * width, (i + 1) * width);
    const rows = this.layers(tokenIds.map((id, i) => add(row(words, id), row(places, i))), "text_tower.encoder", true);
    const vector = unit(this.linear(this.norm(rows.at(-1), "text_tower.encoder.final_norm"), "text_map"));
    this.kept.set(key, vector);
    return vector;
  }
}

// `patches` of vit.py: left to right, then down; in each, all red, then all green, then all blue.
export function patchesOf(pixels, side) {
  const patches = [];
  for (let top = 0; top < side; top += PATCH) {
    for (let left = 0; left < side; left += PATCH) {
      const patch = new Float32Array(3 * PATCH * PATCH);
      for (let channel = 0, at = 0; channel < 3; channel++) {
        for (let y = top; y < top + PATCH; y++) {
          for (let x = left; x < left + PATCH; x++) patch[at++] = pixels[3 * (y * side + x) + channel] / 127.5 - 1;
        }
      }
      patches.push(patch);
    }
  }
  return patches;
}

// Attention of one token, all heads; each row holds query, key and value side by side.
function attend(own, rows) {
  const width = own.length / 3, dHead = width / N_HEADS;
  const mixed = new Float32Array(width);
  for (let head = 0; head < N_HEADS; head++) {
    const from = head * dHead;
    const shares = softmax(rows.map((row) => dot(own, row, from, dHead, width + from) / Math.sqrt(dHead)));
    rows.forEach((row, i) => {
      for (let j = 0; j < dHead; j++) mixed[from + j] += shares[i] * row[2 * width + from + j];
    });
  }
  return mixed;
}

function softmax(scores) {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const total = raised.reduce((sum, number) => sum + number, 0);
  return raised.map((number) => number / total);
}

function unit(x) {
  const length = Math.sqrt(dot(x, x));
  return x.map((number) => number / length);
}

export function cosine(a, b) {
  return dot(a, b);
}
