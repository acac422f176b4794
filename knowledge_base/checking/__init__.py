"""What is wrong with the library, beyond what each record's own format already refuses."""
