"""How the tests check the types and shapes in signatures: with beartype, and an int may stand for a float."""

from beartype import BeartypeConf, beartype

checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
