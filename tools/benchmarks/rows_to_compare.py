"""Two files of the same rows in another order, with planted differences: what `./bench compare` runs on."""

from __future__ import annotations

import random
from pathlib import Path

SEED = 20_240_611
CHANGED, MISSING, EXTRA, DUPLICATE = 100, 50, 50, 50
# A changed row leaves one side and comes to the other.
EVENTS = 2 * CHANGED + MISSING + EXTRA + DUPLICATE
COLUMNS = {
    "id": "bigint",
    "customer": "integer",
    "quantity": "integer",
    "name": "text",
    "city": "text",
    "note": "text",
    "amount": "numeric(12,2)",
    "rate": "double precision",
    "created": "timestamp(6)",
    "active": "boolean",
}
# The classes of values, as a bundle declares them for a table.
CLASSES = {
    "id": "number",
    "customer": "number",
    "quantity": "number",
    "name": "text",
    "city": "text",
    "note": "text",
    "amount": "number",
    "rate": "float64",
    "created": "timestamp",
    "active": "bool",
}
CITIES = ("Bern", "Genève", "Zürich", "Łódź", "Porto", "São Paulo", "Oslo", "Kyoto")


def row(number: int, salt: int = 0) -> str:
    """The line of a row; another salt gives another amount and nothing else."""
    mixed = (number * 6364136223846793005 + SEED) & 0xFFFF_FFFF_FFFF
    name = f"customer {mixed % 99_991}"
    note = (
        ""
        if mixed % 5 == 0
        else f'"said ""{mixed % 977}"", and left"'
        if mixed % 7 == 0
        else f"n{mixed}"
    )
    cents = (mixed // 11 + salt) % 10_000_000
    seconds = mixed % 86_400
    return (
        f"{number},{mixed % 50_000},{mixed % 97},{name},{CITIES[mixed % 8]},{note},"
        f"{cents // 100}.{cents % 100:02d},{(mixed % 1_000_003) / 1024},"
        f"2024-{mixed % 12 + 1:02d}-{mixed % 28 + 1:02d} "
        f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{mixed % 1_000_000:06d},"
        f"{'t' if mixed % 3 else 'f'}\n"
    )


def write(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write left.csv and right.csv, the right one shuffled and with the planted differences."""
    draw = random.Random(SEED)
    left, right = folder / "left.csv", folder / "right.csv"
    header = ",".join(COLUMNS) + "\n"
    with left.open("w", encoding="utf-8") as file:
        file.write(header)
        file.writelines(row(number) for number in range(rows))
    chosen = draw.sample(range(rows), CHANGED + MISSING + DUPLICATE)
    changed = set(chosen[:CHANGED])
    missing = set(chosen[CHANGED : CHANGED + MISSING])
    order = [number for number in range(rows + EXTRA) if number not in missing]
    order += chosen[CHANGED + MISSING :]
    draw.shuffle(order)
    with right.open("w", encoding="utf-8") as file:
        file.write(header)
        file.writelines(row(number, 1 if number in changed else 0) for number in order)
    return left, right
