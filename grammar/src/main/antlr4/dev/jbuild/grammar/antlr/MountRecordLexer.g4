/* One record of comma-separated values, RFC 4180. */
lexer grammar MountRecordLexer;

COMMA  : ',' ;
QUOTED : '"' (~'"' | '""')* '"' ;
TEXT   : ~[",]+ ;
BAD    : '"' ;
