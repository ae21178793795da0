"""How well targets are read: `python -m tests.indicators.score [FILE…]` against samples with their truth.

A sample is a paragraph and its targets, one a line: `= kind number unit direction [qualifier]`.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from xlsheet.indicators.reading import Target, read_targets

SAMPLES = Path(__file__).parent / "samples"


class Truth(NamedTuple):
    kind: str
    value: float
    measure: str
    direction: str
    qualifier: str


class Score(NamedTuple):
    wanted: int
    found: int
    right: int
    kinds: int
    directions: int
    qualifiers: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        pairs = (
            ("recall", self.right, self.wanted),
            ("precision", self.right, self.found),
            ("kinds", self.kinds, self.right),
            ("directions", self.directions, self.right),
            ("qualifiers", self.qualifiers, self.right),
        )
        return ", ".join(f"{name} {a}/{b} = {a / max(b, 1):.1%}" for name, a, b in pairs)


def paragraphs(path: Path) -> list[tuple[str, list[Truth]]]:
    found: list[tuple[str, list[Truth]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            kind, value, measure, direction, *rest = line[2:].split()
            found[-1][1].append(Truth(kind, float(value), measure, direction, "".join(rest)))
        elif line.strip() and not line.startswith("#"):
            found.append((line.strip(), []))
    return found


def score(samples: list[tuple[str, list[Truth]]]) -> Score:
    counts = Counter[str]()
    wrong: list[str] = []
    for text, truths in samples:
        left = list(read_targets(text))
        counts["wanted"] += len(truths)
        counts["found"] += len(left)
        for truth in truths:
            same = [t for t in left if (t.value, t.measure) == (truth.value, truth.measure)]
            if not same:
                wrong.append(f"missed {truth} in {text}")
                continue
            target = min(same, key=lambda t, truth=truth: _differences(t, truth))
            left.remove(target)
            counts["right"] += 1
            for name in ("kind", "direction", "qualifier"):
                if getattr(target, name) == getattr(truth, name):
                    counts[name] += 1
                else:
                    wrong.append(f"{name} of {truth} is {getattr(target, name)!r} in {text}")
        wrong += [f"invented {target} in {text}" for target in left]
    names = ("wanted", "found", "right", "kind", "direction", "qualifier")
    return Score(*(counts[name] for name in names), tuple(wrong))


def _differences(target: Target, truth: Truth) -> int:
    return (
        (target.kind != truth.kind) * 2
        + (target.direction != truth.direction)
        + (target.qualifier != truth.qualifier)
    )


def _main(names: list[str]) -> None:
    paths = [Path(name) for name in names] or sorted(SAMPLES.glob("*.txt"))
    everything = [sample for path in paths for sample in paragraphs(path)]
    result = score(everything)
    sys.stdout.write(
        "".join(f"{line}\n" for line in (*result.wrong, f"{len(everything)} paragraphs: {result}"))
    )


if __name__ == "__main__":
    _main(sys.argv[1:])
