// The layers that a GPT is made of, for the vector of one token, with PyTorch's names.
// `weights(name, ...shape)` gives a tensor's numbers; see gpt.js.

// nn.Linear(n_in, n_out)
export class Linear {
  constructor(name, nIn, nOut, weights) {
    this.weight = weights(`${name}.weight`, nIn, nOut);
    this.bias = weights(`${name}.bias`, nOut);
  }

  // y = x @ weight + bias, eight rows of the weight at a time: the quickest way tried
  forward(x) {
    const { weight, bias } = this;
    const n = bias.length;
    const y = bias.slice();
    for (let i = 0, row = 0; i < x.length; i += 8, row += 8 * n) {
      const [x0, x1, x2, x3, x4, x5, x6, x7] = x.subarray(i, i + 8);
      for (let j = 0, w = row; j < n; j++, w++) {
        y[j] +=
          x0 * weight[w] + x1 * weight[w + n] +
          (x2 * weight[w + 2 * n] + x3 * weight[w + 3 * n]) +
          (x4 * weight[w + 4 * n] + x5 * weight[w + 5 * n] +
            (x6 * weight[w + 6 * n] + x7 * weight[w + 7 * n]));
      }
    }
    return y;
  }
}

// nn.LayerNorm(d_model, eps)
export class LayerNorm {
  constructor({ dModel, normEps }, name, weights) {
    this.weight = weights(`${name}.weight`, dModel);
    this.bias = weights(`${name}.bias`, dModel);
    this.eps = normEps;
  }

  // (x - mean) / sqrt(variance + eps) * weight + bias
  forward(x) {
    const { weight, bias, eps } = this;
    let mean = 0, variance = 0;
    for (const number of x) mean += number / x.length;
    for (const number of x) variance += (number - mean) ** 2 / x.length;
    const scale = 1 / Math.sqrt(variance + eps);
    return x.map((number, i) => (number - mean) * scale * weight[i] + bias[i]);
  }
}

// nn.GELU("none"), the exact one, and nn.GELU("tanh"), which GPT-2 was trained with
export const GELUS = {
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  gelu_new: (x) => {
    const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
    return 0.5 * x * (1 + Math.tanh(inner));
  },
};
GELUS.gelu_pytorch_tanh = GELUS.gelu_new;

// The error function to 1.5e-7: Abramowitz and Stegun (1964), formula 7.1.26
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const polynomial = factors.reduce((sum, factor) => (sum + factor) * t, 0);
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}
