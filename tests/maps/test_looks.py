"""Ink on paper: every pair of colours that carries words or marks a control keeps its contrast in both themes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "coordinator" / "static" / "css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")

TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "accent-strong")
        for ground in ("paper", "card", "sunken")
    ),
    *((ink, f"{ink}-soft") for ink in ("good", "warn", "bad")),
    *((ink, "accent-soft") for ink in ("ink", "ink-soft", "accent", "accent-strong")),
    *((ink, "card") for ink in ("good", "warn", "bad")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("map-ink", "map-land"),
    ("map-ink", "map-water"),
    ("map-ring-ink", "map-land"),
    ("map-disc-ink", "map-land"),
    ("map-show-ink", "map-show"),
]
CONTROLS = [("edge", "card"), ("edge", "paper"), ("map-filled", "map-show"), ("map-locked", "map-show")]


def tokens() -> dict[str, tuple[str, str]]:
    """Token → its light and its dark colour."""
    return {name: (light, dark) for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text("utf-8"))}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_have_a_contrast_of_at_least_four_and_a_half(ink: str, ground: str) -> None:
    pairs = zip(tokens()[ink], tokens()[ground], strict=True)

    assert [ratio for ratio in (contrast(*pair) for pair in pairs) if ratio < 4.5] == []


@pytest.mark.parametrize(("mark", "ground"), CONTROLS)
def test_controls_have_a_contrast_of_at_least_three(mark: str, ground: str) -> None:
    pairs = zip(tokens()[mark], tokens()[ground], strict=True)

    assert [ratio for ratio in (contrast(*pair) for pair in pairs) if ratio < 3] == []


def test_sheets_use_only_tokens_that_exist() -> None:
    sheets = "".join(path.read_text("utf-8") for path in sorted(CSS.iterdir()))

    assert set(re.findall(r"var\(--([\w-]+)\)", sheets)) <= set(re.findall(r"--([\w-]+):", sheets))


def test_sheets_speak_of_start_and_end_not_of_left_and_right() -> None:
    sheets = "".join(path.read_text("utf-8") for path in sorted(CSS.iterdir()))

    assert re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|float:", sheets) == []


def test_templates_have_no_inline_style_and_no_inline_event() -> None:
    pages = {
        path: path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mail"
    }
    with_style = [path.name for path, text in pages.items() if re.search(r"\sstyle=|<style|\son[a-z]+=\"", text)]

    assert with_style == ["standalone.html"]  # a file of its own, which no server sends
