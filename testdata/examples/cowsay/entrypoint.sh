#!/bin/sh
# A cow that says the words it gets, or a fortune when it gets none.
PATH=$PATH:/usr/games # Debian keeps both there, and no image has it on its PATH
if [ $# -eq 0 ]; then
    fortune | cowsay
else
    cowsay "$@"
fi
