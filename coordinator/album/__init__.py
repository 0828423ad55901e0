"""The album: photos and clips of an evening, by consent of everyone shown and per use."""
