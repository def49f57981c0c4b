"""The list of radiographs: a virtual table with thumbnails, sorting and filters."""
