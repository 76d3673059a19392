"""knowledge/vectors.bin holds every vector that a start in an empty home asks for."""

from pathlib import Path

import pytest

from ntg_bot.bootstrap import build
from ntg_bot.retrieval import classifier, find_model
from ntg_bot.settings import Settings
from tests.homes import Prepared


async def test_a_first_start_has_no_sentence_to_compute(
    tmp_path: Path, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_model(None) is None:
        pytest.skip("the sentence model is not installed")
    for name in ("NTG_SEMANTIC_MODEL", "NTG_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    # one pass asks for the vectors of the same lines as eight, in a third of the time
    monkeypatch.setattr(classifier, "EPOCHS", 1)
    monkeypatch.setattr(classifier, "FOLD_EPOCHS", 1)
    prepared.copy(tmp_path / "home")
    settings = Settings(home=tmp_path / "home")
    async with build(settings) as application:
        assert application.uses_meaning
        assert len(application.vectors.used) > 3000
    made = sorted(path.name for path in settings.cache.iterdir())
    assert "vectors.bin" not in made, "run `ntg-bot kb vectors`: lines were added since"
