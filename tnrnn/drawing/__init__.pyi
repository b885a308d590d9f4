from .charts.plotting import plot as plot, plot_gap as plot_gap
from .composing import compose as compose
from .framing import STORIES as STORIES, Story as Story, StoryName as StoryName, frames as frames
from .labels.paper import Page as Page
from .notebook import picture as picture
from .pictures import animate as animate, draw as draw, save as save
from .scenes.scene import Scene as Scene
from .scenes.strip import Strip as Strip
from .scenes.style import THEMES as THEMES, Style as Style, Theme as Theme
from .scenes.view import View as View, ViewKind as ViewKind
from .writers.files import ENDINGS as ENDINGS, MOTION as MOTION, check_path as check_path
