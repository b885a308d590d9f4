from .asking import (
    figure_answer as figure_answer,
    figure_in as figure_in,
    figure_json as figure_json,
    figure_of as figure_of,
    save_answer as save_answer,
)
from .subjects import VIEWS as VIEWS, Subject as Subject, subject_of as subject_of
