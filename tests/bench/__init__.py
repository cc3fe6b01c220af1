"""Benchmarks, run by hand: ``python -m tests.bench.bench_forecast``. pytest does not collect them."""
