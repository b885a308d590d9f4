from .files import ENDINGS as ENDINGS, MOTION as MOTION, check_matplotlib as check_matplotlib, check_path as check_path
from .film import write_film as write_film
from .matplotlib_writer import check_axes as check_axes, draw_scene as draw_scene, write as write
from .settings import settled as settled
from .svg_page import clean as clean
from .svg_writer import svg_file as svg_file, to_svg as to_svg
from .tikz_writer import write_tikz as write_tikz
