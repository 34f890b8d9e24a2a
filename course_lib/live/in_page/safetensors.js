// The file of weights: a header in JSON that names each tensor, then all their numbers.
//
// Reads what course_lib/models/model_files.py reads by `load_file`, of two kinds of
// numbers: F16 (16 bits), which the course ships, and F32.

// Every number of 16 bits, worked out once: sign, five bits of exponent, ten of fraction.
const HALVES = Float32Array.from({ length: 2 ** 16 }, (_, bits) => {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});

// torch: tensor.to(torch.float32)
const TO_FLOAT32 = {
  F16: (bytes) => {
    const halves = new Uint16Array(bytes);
    const numbers = new Float32Array(halves.length);
    for (let i = 0; i < halves.length; i++) numbers[i] = HALVES[halves[i]];
    return numbers;
  },
  F32: (bytes) => new Float32Array(bytes),
};

// torch: load_file(path). Returns { name: { shape, data } }, data being a Float32Array.
export function readSafetensors(buffer) {
  const { header, start } = readHeader(buffer);
  const tensors = {};
  let end = start;
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    const [from, to] = data_offsets;
    const convert = TO_FLOAT32[dtype];
    if (!convert) throw new Error(`${name} is of ${dtype}; F16 or F32 can be read.`);
    end = Math.max(end, start + to);
    if (end > buffer.byteLength) break;
    tensors[name] = { shape, data: convert(buffer.slice(start + from, start + to)) };
  }
  if (end !== buffer.byteLength) {
    const come = `${buffer.byteLength} bytes have come`;
    throw new Error(`The file of weights must have ${end} bytes; ${come}.`);
  }
  return tensors;
}

function readHeader(buffer) {
  const isTooShort = buffer.byteLength < 8;
  const length = isTooShort ? NaN : Number(new DataView(buffer).getBigUint64(0, true));
  const start = 8 + length;
  if (!(start <= buffer.byteLength)) {
    throw new Error(`This is no whole file of weights (${buffer.byteLength} bytes).`);
  }
  const { __metadata__, ...header } = JSON.parse(
    new TextDecoder().decode(new Uint8Array(buffer, 8, length)),
  );
  return { header, start };
}
