"""The library behind the course: one concept a module, in the order of the chapters.

Nothing is imported here. Import a thing from the module that is named after it:

    from course_lib.models.attention import attention
"""

__version__ = "0.1.0"
