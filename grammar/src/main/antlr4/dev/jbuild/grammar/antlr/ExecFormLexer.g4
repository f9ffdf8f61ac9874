/* JSON, RFC 8259. */
lexer grammar ExecFormLexer;

OPEN    : '[' ;
CLOSE   : ']' ;
BEGIN   : '{' ;
END     : '}' ;
COMMA   : ',' ;
COLON   : ':' ;
STRING  : '"' (~["\\\u0000-\u001F] | '\\' (["\\/bfnrt] | 'u' Hex Hex Hex Hex))* '"' ;
NUMBER  : '-'? ('0' | [1-9] [0-9]*) ('.' [0-9]+)? ([eE] [+\-]? [0-9]+)? ;
LITERAL : 'true' | 'false' | 'null' ;
SPACE   : [ \t\r\n]+ -> skip ;
BAD     : . ;

fragment Hex : [0-9a-fA-F] ;
