from .correlation import reorder as reorder, surrogate_entanglement as surrogate_entanglement
from .entanglement import data_entanglement as data_entanglement
from .files import Labelled as Labelled, read_labelled as read_labelled
from .reading import EMBEDDINGS as EMBEDDINGS, Data as Data, read_data as read_data
from .rows import DataEntanglement as DataEntanglement, DataRow as DataRow
