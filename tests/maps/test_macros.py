"""The parts of a page: each renders where undefined names are faults, as text, and as a screen reader wants it."""

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, flash, get_template_attribute, render_template, render_template_string

HOSTILE = '"><script>alert(1)</script>{{7*7}}'


@dataclass(frozen=True)
class Moment:
    title: str
    when: str
    starts_at: str
    state: str


@dataclass(frozen=True)
class Slot:
    position: int
    name: str | None
    note: str


EVERYTHING = """{% extends "base.html" %}{% import "_macros.html" as m %}
{% block title %}Everything{% endblock %}{% block head %}{{ m.htmx(csrf_token()) }}{% endblock %}
{% block main %}<section class="page stack"><p class="eyebrow">Today</p><h1>Everything</h1>
{{ m.crumbs([('Cities', '/cities/'), (said, none)]) }}{{ m.search_field('/cities/', label='Find a city') }}
<form class="form" method="post">{{ m.csrf() }}{{ m.faults_summary({'email': [said]}, {'email': 'E-mail'}) }}
{{ m.field('email', 'E-mail', kind='email', value=said, hint=said, faults=[said], autocomplete='email') }}
{{ m.field('words', 'More', kind='textarea', value=said, required=false) }}
{{ m.select('kind', 'Kind', options=[('loft', said)], value='loft') }}{{ m.choice('step', 'Step-free', hint=said) }}
<button class="button">Send</button><button class="button quiet">Later</button><button class="button danger">No</button>
</form>
<h2>Shows</h2><ol class="shows">{{ m.show_row(url='/shows/x', day='Wed 20 Sep', time='19:30',
  starts_at='2017-09-20T17:30Z', kind=said, area=said, seats=38, step_free=true) }}</ol><p>{{ m.secret() }}</p>
{{ m.facts([('Seats', said)]) }}{{ m.numbers([('shows', '270')]) }}{{ m.clock(moments) }}{{ m.slot_list(slots) }}
<p>{{ m.filled(2) }} {{ m.filled(3, locked=true, words=false) }}</p>
<p><span class="tag">draft</span> <span class="tag lit">sent</span> <span class="tag good">yes</span>
<span class="tag warn">wait</span> <span class="tag bad">no</span></p>
<table class="table"><caption>Cities</caption><thead><tr><th>City</th></tr></thead>
<tbody><tr><td data-label="City">Łódź</td></tr></tbody></table>
{{ m.empty('Nothing', 'Yet.', url='/', action='Home') }}
<h2>Letters</h2>
<ol class="letters">{{ m.letter(url='#l', subject=said, to='vera', when='today', sent_at='2017-09-20') }}</ol>
{{ m.pages(previous='/p', next='/n') }}</section>{% endblock %}"""


def everything() -> str:
    """A page with each macro once, every text of it hostile."""
    flash(HOSTILE, "good")
    moments = [Moment(HOSTILE, "Wed", "2017-09-20", state) for state in ("done", "now", "later")]
    slots = [Slot(1, HOSTILE, "folk, 2 km"), Slot(2, None, HOSTILE)]
    return render_template_string(EVERYTHING, said=HOSTILE, moments=moments, slots=slots)


def test_every_macro_writes_text_as_text(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        bare_app.preprocess_request()
        page = everything()

    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}") == 18
    assert "<script>alert" not in page


def test_a_field_points_to_its_hint_and_its_fault(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        field = get_template_attribute("_macros.html", "field")
        plain = str(field("name", "Name"))
        faulty = str(field("name", "Name", hint="As friends say it", faults=["Say a name."]))

    assert 'aria-describedby="name-hint name-fault" aria-invalid="true"' in faulty
    assert "aria-" not in plain


def test_the_ring_says_its_number_in_words(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        ring = str(get_template_attribute("_macros.html", "filled")(2))

    assert ring.count('class="full"') == 2
    assert ">2 of 3</span>" in ring


@pytest.mark.parametrize("code", [403, 404, 409, 422, 429, 500])
def test_every_error_page_says_what_to_do_next(bare_app: Flask, code: int) -> None:
    with bare_app.test_request_context():
        bare_app.preprocess_request()
        page = render_template(f"errors/{code}.html")

    assert page.count("<h1>") == 1
    assert 'class="button"' in page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    bare_app: Flask, site: str, watched: Any, scheme: str, width: int
) -> None:
    bare_app.add_url_rule("/", "everything", everything)
    watched.page.emulate_media(color_scheme=scheme)
    watched.page.set_viewport_size({"width": width, "height": 800})

    watched.page.goto(site)

    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in Axe().run(watched.page).response["violations"]] == []
    assert watched.said == []
