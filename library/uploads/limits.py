"""How large a file may be and which kinds are taken, in one place."""

MEGABYTE = 1024 * 1024

DOCUMENT_BYTES = 100 * MEGABYTE
MEDIA_BYTES = 2048 * MEGABYTE
POSTER_BYTES = 10 * MEGABYTE
CAPTIONS_BYTES = 2 * MEGABYTE

# What each extension must hold, in the words of `library.uploads.contents.kind_of`.
DOCUMENT_KINDS = {
    "pdf": "pdf",
    "docx": "zip",
    "xlsx": "zip",
    "pptx": "zip",
    "odt": "zip",
    "ods": "zip",
    "odp": "zip",
    "epub": "zip",
    "zip": "zip",
    "txt": "text",
    "md": "text",
    "csv": "text",
    "json": "text",
    "ipynb": "text",
    "py": "text",
    "vtt": "captions",
}
VIDEO_KINDS = {"mp4": "mp4", "m4v": "mp4", "mov": "mp4", "webm": "matroska", "ogv": "ogg"}
AUDIO_KINDS = {"mp3": "mp3", "m4a": "mp4", "aac": "aac", "ogg": "ogg", "wav": "wav", "flac": "flac"}
POSTER_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp"}
CAPTIONS_KINDS = {"vtt": "captions"}
