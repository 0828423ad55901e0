"""What an act writes of itself: Markdown in, HTML out in which there is text, a few marks and links, and nothing else.

No images (they would be fetched from somewhere), no HTML of the writer's own, links to https addresses alone. Markdown
is read with HTML switched off, and what comes out is cleaned once more against a list of what may stand there.
"""

from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

HEADING = "h4"  # whatever its level: it stands below the headings of the page
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr", HEADING}
_OWN_DIRECTION = ("p", "li", HEADING, "blockquote")  # of writing, by its first letter
_ALWAYS: Mapping[str, Mapping[str, str]] = {
    **{tag: {"dir": "auto"} for tag in _OWN_DIRECTION},
    "a": {"referrerpolicy": "no-referrer"},
}


def shown(markdown: str) -> Markup:
    """The HTML of a text in Markdown (CommonMark), safe to stand in a page."""
    reading = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
    tokens = reading.parse(markdown)
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = HEADING
    return Markup(_cleaned(reading.renderer.render(tokens, reading.options, {})))  # noqa: S704  # nosec B704 # nh3 has cleaned it


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},  # else any tag may have a title
        attribute_filter=_https_alone,
        set_tag_attribute_values={tag: dict(values) for tag, values in _ALWAYS.items()},
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow external",
    )


def _https_alone(_tag: str, name: str, value: str) -> str | None:
    """No address of this site either: `/sign-out` is not the act's to offer."""
    return value if name != "href" or value.startswith("https://") else None
