"""What lists cost in an academy of 200,000 people, beside the same lists with 2,000."""
