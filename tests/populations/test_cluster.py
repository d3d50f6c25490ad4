"""A population on a cluster of two workers of which one is lost: the same numbers, nothing lost or repeated."""

from __future__ import annotations

import time

import pytest

from skou.errors import UnknownNameError
from skou.populations import population
from skou.populations.progress import Progress
from tests.populations.test_population import HOURS, same

ray = pytest.importorskip("ray", reason="Ray has no wheel for this Python")


@pytest.fixture(scope="module")
def cluster():
    from ray.cluster_utils import Cluster

    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    nodes.add_node(num_cpus=1)
    ray.init(address=nodes.address, log_to_driver=False)
    yield nodes
    ray.shutdown()
    nodes.shutdown()


def test_a_worker_is_lost_half_way(cluster, tmp_path):
    told: list[Progress] = []

    def lose_one_after_the_first_chunk(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 1:
            cluster.remove_node(cluster.worker_nodes.copy().pop(), allow_graceful=False)

    run = population(
        640,
        tmp_path / "cluster",
        **HOURS,
        chunk=64,
        seed=3,
        workers="ray",
        progress=lose_one_after_the_first_chunk,
    )
    assert run.complete
    assert len(ray.nodes()) == 2
    until = time.monotonic() + 60.0
    while sum(node["Alive"] for node in ray.nodes()) > 1 and time.monotonic() < until:
        time.sleep(0.2)
    assert sum(node["Alive"] for node in ray.nodes()) == 1
    assert told[-1].done == 640
    assert run.people()["person"].tolist() == list(range(640))
    same(run, population(640, tmp_path / "here", **HOURS, seed=3))


def test_what_was_begun_here_goes_on_there(cluster, tmp_path):
    class Stopped(Exception):
        pass

    def stop(_: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        population(192, tmp_path / "run", **HOURS, chunk=64, progress=stop)
    told: list[Progress] = []
    run = population(192, tmp_path / "run", **HOURS, chunk=64, workers="ray", progress=told.append)
    assert run.complete
    assert told[-1].now == 128


def test_other_workers_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="slurm"):
        population(1, tmp_path, workers="slurm")  # type: ignore[arg-type]
