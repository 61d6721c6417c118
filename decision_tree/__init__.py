"""The questionnaire itself: what a flow is and how answers are resolved, in the build and in the reader's browser.

Nothing in this package imports anything but itself and the standard library.
"""
