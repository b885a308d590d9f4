from .associative import associative_recall as associative_recall
from .batches import MOST_NUMBERS as MOST_NUMBERS, Batch as Batch, Task as Task
from .images import pixels as pixels
from .naming import TASKS as TASKS, TaskName as TaskName, task as task
from .remembering import copying as copying, memorization as memorization, similarity as similarity
from .selective import selective_copying as selective_copying
from .tracking import counting as counting, parity as parity
