"""Two columns: to each text on the left belongs one on the right. Some on the right may belong to none."""
