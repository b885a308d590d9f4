from .forest import forest_near as forest_near
from .staircases import forest_turns as forest_turns
