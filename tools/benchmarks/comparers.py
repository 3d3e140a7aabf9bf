"""The other comparers of `./bench compare`, run by the Python of `tools/setup comparers`; each prints what it found.

comparers.py duckdb LEFT RIGHT      typed EXCEPT ALL both ways
comparers.py datacompy LEFT RIGHT   datacompy on polars, joined on id
"""

import sys


def by_duckdb(left: str, right: str) -> int:
    import duckdb

    database = duckdb.connect()
    # Read once: both ways of EXCEPT ALL would read the files twice.
    for name, path in (("a", left), ("b", right)):
        database.execute(f"CREATE TABLE {name} AS FROM read_csv('{path}', header = true)")

    def beyond(one: str, other: str) -> int:
        query = f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})"
        return database.execute(query).fetchall()[0][0]

    return beyond("a", "b") + beyond("b", "a")


def by_datacompy(left: str, right: str) -> int:
    import polars
    from datacompy.polars import PolarsCompare

    compare = PolarsCompare(polars.read_csv(left), polars.read_csv(right), join_columns="id")
    compare.report()
    rows = len(compare.df1_unq_rows) + len(compare.df2_unq_rows)
    return rows + 2 * (len(compare.intersect_rows) - compare.count_matching_rows())


if __name__ == "__main__":
    ways = {"duckdb": by_duckdb, "datacompy": by_datacompy}
    print(ways[sys.argv[1]](*sys.argv[2:]))
