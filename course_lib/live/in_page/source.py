"""A live figure's program of several modules, as the one text that a page can load.

A figure's program travels with the notebook, as a text; there is no folder from which it
could import the rest. So the modules are laid one after the other, without the lines
that import them from each other.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
SAMPLING_MODULES = ("sampling.js",)
WORKER_MODULES = ("safetensors.js", "layers.js", "gpt.js", "bert.js", "worker.js")
LOAD_MODULES = ("bytes.js", "parts.js", "load.js")
MODEL_MODULES = (*WORKER_MODULES, "byte_bpe.js", *LOAD_MODULES, *SAMPLING_MODULES)
BERT_MODULES = (*WORKER_MODULES, "wordpiece.js", *LOAD_MODULES, *SAMPLING_MODULES)
FROM_BESIDE = re.compile(
    r"""^(?:import|export) \{[^}]*\} from "\.[^"]*";\n""",
    re.MULTILINE,
)


def joined(*modules: str | Path) -> str:
    """Return the text of all modules, those first from which others import.

    Args:
        modules: names in this folder, such as "gpt.js", or paths of others.
    """
    texts = [Path(HERE, module).read_text(encoding="utf-8") for module in modules]
    return "\n".join(FROM_BESIDE.sub("", text) for text in texts)
