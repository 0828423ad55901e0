"""Fonts for every script a name may be written in: Noto, cut to the scripts of living names and kept compressed.

`noto/manifest.json` says of each file which package it was cut from. What was left out: hints for screens, italics,
other weights, and of Chinese, Japanese and Korean all but the 20,992 common ideographs, kana and Hangul. The outlines
are not transformed as WOFF2 would like them: to turn them back takes Python ten seconds. 6.3 MB in all; a sheet takes
in only the signs that stand on it.
"""

from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "noto"
MAIN = "NotoSans"  # Latin, Greek, Cyrillic
RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0530, 0x058F, "NotoSansArmenian"),
    (0x0590, 0x05FF, "NotoSansHebrew"),
    (0x0600, 0x06FF, "NotoSansArabic"),
    (0x0700, 0x074F, "NotoSansSyriac"),
    (0x0750, 0x077F, "NotoSansArabic"),
    (0x0780, 0x07BF, "NotoSansThaana"),
    (0x07C0, 0x07FF, "NotoSansNKo"),
    (0x0860, 0x086F, "NotoSansSyriac"),
    (0x0870, 0x08FF, "NotoSansArabic"),
    (0x0900, 0x097F, "NotoSansDevanagari"),
    (0x0980, 0x09FF, "NotoSansBengali"),
    (0x0A00, 0x0A7F, "NotoSansGurmukhi"),
    (0x0A80, 0x0AFF, "NotoSansGujarati"),
    (0x0B00, 0x0B7F, "NotoSansOriya"),
    (0x0B80, 0x0BFF, "NotoSansTamil"),
    (0x0C00, 0x0C7F, "NotoSansTelugu"),
    (0x0C80, 0x0CFF, "NotoSansKannada"),
    (0x0D00, 0x0D7F, "NotoSansMalayalam"),
    (0x0D80, 0x0DFF, "NotoSansSinhala"),
    (0x0E00, 0x0E7F, "NotoSansThai"),
    (0x0E80, 0x0EFF, "NotoSansLao"),
    (0x0F00, 0x0FFF, "NotoSerifTibetan"),
    (0x1000, 0x109F, "NotoSansMyanmar"),
    (0x10A0, 0x10FF, "NotoSansGeorgian"),
    (0x1100, 0x11FF, "NotoSansKR"),
    (0x1200, 0x139F, "NotoSansEthiopic"),
    (0x13A0, 0x13FF, "NotoSansCherokee"),
    (0x1400, 0x167F, "NotoSansCanadianAboriginal"),
    (0x1780, 0x17FF, "NotoSansKhmer"),
    (0x1800, 0x18AF, "NotoSansMongolian"),
    (0x18B0, 0x18FF, "NotoSansCanadianAboriginal"),
    (0x1900, 0x194F, "NotoSansLimbu"),
    (0x1950, 0x197F, "NotoSansTaiLe"),
    (0x1980, 0x19DF, "NotoSansNewTaiLue"),
    (0x1A20, 0x1AAF, "NotoSansTaiTham"),
    (0x1B00, 0x1B7F, "NotoSansBalinese"),
    (0x1B80, 0x1BBF, "NotoSansSundanese"),
    (0x1C00, 0x1C4F, "NotoSansLepcha"),
    (0x1C50, 0x1C7F, "NotoSansOlChiki"),
    (0x1C80, 0x1CBF, "NotoSansGeorgian"),
    (0x1CC0, 0x1CCF, "NotoSansSundanese"),
    (0x2600, 0x27BF, "NotoEmoji"),
    (0x2D00, 0x2D2F, "NotoSansGeorgian"),
    (0x2D30, 0x2D7F, "NotoSansTifinagh"),
    (0x2D80, 0x2DDF, "NotoSansEthiopic"),
    (0x3000, 0x30FF, "NotoSansSC"),
    (0x3130, 0x318F, "NotoSansKR"),
    (0x4E00, 0x9FFF, "NotoSansSC"),
    (0xA000, 0xA4CF, "NotoSansYi"),
    (0xA4D0, 0xA4FF, "NotoSansLisu"),
    (0xA500, 0xA63F, "NotoSansVai"),
    (0xA800, 0xA82F, "NotoSansSylotiNagri"),
    (0xA960, 0xA97F, "NotoSansKR"),
    (0xA980, 0xA9DF, "NotoSansJavanese"),
    (0xAA00, 0xAA5F, "NotoSansCham"),
    (0xAAE0, 0xAAFF, "NotoSansMeeteiMayek"),
    (0xAB70, 0xABBF, "NotoSansCherokee"),
    (0xABC0, 0xABFF, "NotoSansMeeteiMayek"),
    (0xAC00, 0xD7A3, "NotoSansKR"),
    (0xFB13, 0xFB17, "NotoSansArmenian"),
    (0xFB1D, 0xFB4F, "NotoSansHebrew"),
    (0xFB50, 0xFDFF, "NotoSansArabic"),
    (0xFE70, 0xFEFE, "NotoSansArabic"),
    (0xFF00, 0xFFEF, "NotoSansSC"),
    (0x104B0, 0x104FF, "NotoSansOsage"),
    (0x10D00, 0x10D3F, "NotoSansHanifiRohingya"),
    (0x11100, 0x1114F, "NotoSansChakma"),
    (0x1E900, 0x1E95F, "NotoSansAdlam"),
    (0x1F000, 0x1FAFF, "NotoEmoji"),
)
"""First and last code point of scripts, and the font for them; everything else is the main one's."""


def needed(texts: Iterable[str]) -> list[str]:
    """The fonts that these texts take besides the main one, in a fixed order."""
    points = {ord(sign) for text in texts for sign in text}
    return sorted({font for first, last, font in RANGES if any(first <= point <= last for point in points)})


def cut(font: str, texts: Iterable[str], *, folder: Path) -> Path:
    """A font with no more than these texts take, as a file in that folder. Whoever joins its letters later works
    through every sign in it: of all ideographs that would take ten seconds."""
    found = subset.Options(layout_features=["*"], notdef_outline=True, name_IDs=["*"])
    cutter = subset.Subsetter(found)
    cutter.populate(text="".join(texts))
    with TTFont(FOLDER / f"{font}.woff2", lazy=True, recalcTimestamp=False) as whole:
        cutter.subset(whole)
        whole.flavor = None
        whole.save(folder / f"{font}.ttf")
    return folder / f"{font}.ttf"
