"""The benchmark: rows from a suite file, the data of a protocol, runs, their outcomes and signatures."""
