from learning.testing.courses import *  # noqa
