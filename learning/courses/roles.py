"""What each group may do to courses."""

PERMISSIONS = {
    "Instructor": ["courses.author_course"],
    "Reviewer": ["courses.review_course"],
    "Administrator": [
        "courses.author_course",
        "courses.review_course",
        "courses.manage_course",
        "courses.add_category",
        "courses.change_category",
        "courses.publish_category",
        "courses.delete_category",
        "courses.change_coursesettings",
    ],
}
