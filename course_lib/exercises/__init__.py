"""The exercises, one file each: "attention.causal_mask" is attention/causal_mask.py."""
