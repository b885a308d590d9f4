from .correlation import reorder as reorder, surrogate_entanglement as surrogate_entanglement
from .entanglement import data_entanglement as data_entanglement
from .reading import EMBEDDINGS as EMBEDDINGS, Embedding as Embedding
from .rows import DataEntanglement as DataEntanglement, DataRow as DataRow
