/* A JSON array. That its values are strings is seen later, for an array of something else is an error and no shell command. */
parser grammar ExecFormParser;

options { tokenVocab = ExecFormLexer; }

execForm : array EOF ;

array    : OPEN (value (COMMA value)*)? CLOSE ;

value    : STRING | NUMBER | LITERAL | array | object ;

object   : BEGIN (member (COMMA member)*)? END ;

member   : STRING COLON value ;
