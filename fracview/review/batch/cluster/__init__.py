"""The same run on a Ray cluster, one machine's or many. Importing it loads no Ray."""

from fracview.review.batch.cluster.errors import ClusterError
from fracview.review.batch.cluster.job import ClusterJob
from fracview.review.batch.cluster.options import ClusterOptions
from fracview.review.batch.cluster.steps import Cluster, cluster_steps, opened_cluster

__all__ = ["Cluster", "ClusterError", "ClusterJob", "ClusterOptions", "cluster_steps", "opened_cluster"]
