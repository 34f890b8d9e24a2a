"""Long runs: each module repeats its own, and the table beside it holds what came out."""
