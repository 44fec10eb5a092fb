"""Which numbers of a document are believed: the row of numbers that fits best, seen over the whole text.

A number is believed because its neighbours fit it: 5.4.2 after 5.4.1, 第十一条 after 第十条. A number that does not fit
(5.7 after 5.5, a number printed twice) may still be the source's own misnumbering, or it may be a wrapped reference
or a row of a table. So the choice is made over the whole document:

1. Every line that begins with a number may be taken or left. Taking it gains its look and costs what it breaks.
2. A state is the numbers that are open at each level. Of all ways to one state only the best is kept, and of all
   states the BEAM best (Viterbi search with a beam; Forney, 1973).
3. The way with the highest sum at the end is the document's numbering. What it had to break is reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Family, Kind
from assistant.parsing.numbering import ANNEX_NUMBERS, ARTICLE_LEVEL, LIST_LEVEL, POINT_LOOK, Marker
from assistant.text import int_to_chinese

BEAM = 24
GAP, GAP_STEP, GAP_STEPS = 1.0, 0.25, 10
"""A gap costs less than a good heading gains (3), so a lone jump with a title is kept and reported; eight or more
missing numbers are too many for a heading that looks less than perfect."""
MISSING_PARENT = 1.5
REPEATED = 1.5
LONE_POINT = 0.9
"""More than a bare integer gains, less than two of them do."""
BACKWARDS = 5.5
"""More than any heading and a lone jump before it gain: going back is believed only where more goes on from there."""


@dataclass(frozen=True, slots=True)
class Believed:
    """A number that is taken, and what is wrong with it where something is: a Chinese clause, without a full stop."""

    marker: Marker
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """The open numbers by level, ascending, and the last number of each level that runs through the whole law.

    A list is `interrupted` by a line of its clause: after it, another one may begin.
    """

    open: tuple[tuple[int, Marker], ...] = ()
    running: tuple[tuple[int, tuple[int, ...]], ...] = ()
    interrupted: bool = False

    def last(self, level: int) -> Marker | None:
        return next((marker for at, marker in self.open if at == level), None)

    def key(self) -> tuple[object, ...]:
        return tuple((level, marker.numbers) for level, marker in self.open), self.running, self.interrupted


@dataclass(frozen=True, slots=True)
class _Way:
    score: float
    state: _State
    line: int = -1
    taken: Believed | None = None
    before: "_Way | None" = None


Candidates = Sequence[tuple[Marker, ...] | None]
"""A line's possible markers; an empty tuple is a line without one, None a place where
counting may start anew."""


def believe(lines: Candidates, family: Family) -> dict[int, Believed]:
    """The believed markers by line."""
    return _faultless(lines, family) or _searched(lines, family)


def _faultless(lines: Candidates, family: Family) -> dict[int, Believed]:
    """The numbering of a text in which every number follows the one before; empty where one does not.

    No other way could gain more, and most laws are so.
    """
    way = _Way(0.0, _State())
    for i, markers in enumerate(lines):
        if markers is None:
            return {}
        taken = _take(way, i, markers[0], family) if len(markers) == 1 else None
        if markers and (taken is None or taken.taken is None or taken.taken.problem):
            return {}
        way = taken or _passed(way, family)
    return _walked(way)


def _searched(lines: Candidates, family: Family) -> dict[int, Believed]:
    ways = [_Way(0.0, _State())]
    for i, markers in enumerate(lines):
        if markers is None:
            ways = _best([*ways, *(replace(way, state=_State(running=way.state.running)) for way in ways)])
            continue
        taken = [new for way in ways for marker in markers if (new := _take(way, i, marker, family)) is not None]
        passed = [_passed(way, family) for way in ways]
        if taken or any(new is not old for new, old in zip(passed, ways, strict=True)):
            ways = _best([*passed, *taken])
    return _walked(max(ways, key=lambda way: way.score))


def _walked(way: _Way | None) -> dict[int, Believed]:
    found = {}
    while way is not None:
        if way.taken is not None:
            found[way.line] = way.taken
        way = way.before
    return dict(sorted(found.items()))


def _best(ways: list[_Way]) -> list[_Way]:
    best: dict[tuple[object, ...], _Way] = {}
    for way in ways:
        key = way.state.key()
        if key not in best or way.score > best[key].score:
            best[key] = way
    return sorted(best.values(), key=lambda way: -way.score)[:BEAM]


def _passed(way: _Way, family: Family) -> _Way:
    """The way past a line without a number."""
    state = way.state
    if family is Family.LAW:
        plain = _plain(state)
        return way if plain == state else replace(way, state=plain)
    if state.interrupted or not state.open or state.open[-1][0] < LIST_LEVEL:
        return way
    return replace(way, state=replace(state, interrupted=True))


def _plain(state: _State) -> _State:
    """A line without a number begins a new 款 in an article: its items start at （一） again."""
    if state.last(ARTICLE_LEVEL) is None:
        return state
    return replace(state, open=tuple(pair for pair in state.open if pair[0] <= ARTICLE_LEVEL))


def _take(way: _Way, line: int, marker: Marker, family: Family) -> _Way | None:
    fit = _fit(way.state, marker, family)
    if fit is None:
        return None
    cost, problem = fit
    kept = tuple(pair for pair in way.state.open if pair[0] < marker.level)
    running = way.state.running
    if family is Family.LAW and marker.level <= ARTICLE_LEVEL:
        running = tuple(sorted({**dict(running), marker.level: marker.numbers}.items()))
    state = _State((*kept, (marker.level, marker)), running)
    return _Way(way.score + marker.look - cost, state, line, Believed(marker, problem), way)


Fit = tuple[float, str | None]


def _fit(state: _State, marker: Marker, family: Family) -> Fit | None:
    """What it costs to believe `marker` next, and what to report; None where it cannot stand."""
    if marker.kind is Kind.ARTICLE:
        return _fit_article(dict(state.running).get(ARTICLE_LEVEL, (0, 0)), marker)
    if family.is_dotted and marker.level < LIST_LEVEL:
        open_dotted = [open_ for level, open_ in state.open if level < LIST_LEVEL]
        return _fit_dotted(open_dotted[-1] if open_dotted else None, marker)
    if marker.kind in (Kind.ITEM, Kind.SUBITEM) and not any(level < marker.level for level, _ in state.open):
        return None
    last = state.last(marker.level)
    if state.interrupted and last is not None and marker.numbers[-1] == 1 and marker.level >= LIST_LEVEL:
        return 0.0, None
    if marker.look == POINT_LOOK:
        return _fit_point(last, marker)
    if family is Family.LAW and marker.level < ARTICLE_LEVEL and marker.numbers != (1,):
        number = dict(state.running).get(marker.level, (0,))[-1]
        return _fit_count(number, marker, f"第{int_to_chinese(number)}{marker.step[-1]}" if number else "")
    return _fit_count(last.numbers[-1] if last else 0, marker, last.label if last else "")


def _fit_point(last: Marker | None, marker: Marker) -> Fit | None:
    """A bare integer is a 款 only in an unbroken row of two or more."""
    before = last.numbers[-1] if last is not None and last.look == POINT_LOOK else 0
    if marker.numbers[-1] != before + 1:
        return None
    return (LONE_POINT if before == 0 else 0.0), None


def _gap(missing: int) -> float:
    return GAP + GAP_STEP * min(missing, GAP_STEPS)


def _fit_count(last: int, marker: Marker, before: str) -> Fit:
    number = marker.numbers[-1]
    if number == last + 1 or (number == 1 and not last):
        return 0.0, None
    if number > last:
        problem = f"{before}之后是{marker.label}" if before else f"从{marker.label}开始"
        return _gap(number - last - 1), f"{problem}，编号不连续"
    if number == last:
        return (BACKWARDS if number == 1 else REPEATED), f"{marker.label}出现了两次"
    return BACKWARDS, f"{before}之后又是{marker.label}"


def _fit_article(last: tuple[int, ...], marker: Marker) -> Fit:
    number, inserted = marker.numbers
    if marker.numbers in ((last[0] + 1, 0), (last[0], last[1] + 1)):
        return 0.0, None
    if number > last[0] and inserted == 0:
        return _gap(number - last[0] - 1), f"{marker.label}之前缺{number - last[0] - 1}条"
    if number == last[0] and inserted > last[1]:
        return _gap(inserted - last[1] - 1), f"{marker.label}之前编号不连续"
    if marker.numbers == last:
        return REPEATED, f"{marker.label}出现了两次"
    return BACKWARDS, f"{marker.label}的编号往回跳"


def _fit_dotted(last: Marker | None, marker: Marker) -> Fit:
    """Compare with the last dotted number: 5.4.1 may be followed by 5.4.1.1, 5.4.2, 5.5, 6 and annex A."""
    new, old = marker.numbers, last.numbers if last else ()
    shared = 0
    while shared < min(len(new), len(old)) and new[shared] == old[shared]:
        shared += 1
    if shared == len(new):
        problem = f"{marker.step}出现了两次" if new == old else f"{last.step if last else ''}之后又是{marker.step}"
        return (REPEATED if new == old else BACKWARDS), problem
    before = old[shared] if shared < len(old) else 0
    missing = _missing(before, new[shared], first=shared == 0)
    if missing < 0:
        return BACKWARDS, f"{last.step if last else ''}之后是{marker.step}，编号往回跳"
    below = new[shared + 1 :]
    parents = len(below) - (new[shared] == 0 and bool(below))  # 1.0.1 stands under 1: there is no 1.0
    cost = MISSING_PARENT * parents + sum(_gap(n - 1) for n in below if n > 1) + (_gap(missing) if missing else 0.0)
    if not cost:
        return 0.0, None
    return cost, f"{last.step}之后是{marker.step}，编号不连续" if last else f"从{marker.step}开始，前面没有编号"


def _missing(before: int, number: int, *, first: bool) -> int:
    """How many numbers are left out between the two; below zero where the count goes back."""
    if first and number > ANNEX_NUMBERS > before:
        return number - ANNEX_NUMBERS - 1
    return max(number - before - 1, 0) if number > before or (number == 0 and not before) else -1
