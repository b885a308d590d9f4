from .assembling import Panel as Panel, equation as equation, figure_of_panels as figure_of_panels
from .charts import plot as plot, plot_gap as plot_gap
from .composing import PictureWarning as PictureWarning, compose as compose, figure_for as figure_for
from .framing import STORIES as STORIES, Story as Story, StoryName as StoryName, frames as frames
from .labels import Page as Page
from .notebook import picture as picture
from .pictures import Plotted as Plotted, animate as animate, draw as draw, save as save
from .scenes import (
    THEMES as THEMES,
    Figure as Figure,
    Look as Look,
    Note as Note,
    Scene as Scene,
    Strip as Strip,
    Style as Style,
    Theme as Theme,
    View as View,
    ViewKind as ViewKind,
    figure_from_text as figure_from_text,
    figure_text as figure_text,
    read_figure as read_figure,
    write_figure as write_figure,
)
from .writers import (
    CHART_ENDINGS as CHART_ENDINGS,
    ENDINGS as ENDINGS,
    MOTION as MOTION,
    check_path as check_path,
)
