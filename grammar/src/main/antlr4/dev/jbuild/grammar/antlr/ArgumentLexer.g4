/*
 * What stands behind a keyword: words that quotes hold together, flags, and the marks of heredocs. The escape character is the backslash, as in
 * WordLexer. Only in the mode HEREDOCS a quote has to be closed; elsewhere it reaches to the end.
 */
lexer grammar ArgumentLexer;

options { superClass = ArgumentLexerBase; }

tokens { BLANK, TEXT, ESCAPED, QUOTED, LAST_ESCAPE }

fragment Space : [ \t-\r\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000] ;
fragment Other : ~[ \t-\r\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\\'"] ;

Blank          : Space+                            -> type(BLANK) ;
Text           : Other+                            -> type(TEXT) ;
Escaped        : '\\' .                            -> type(ESCAPED) ;
LastEscape     : '\\'                              -> type(LAST_ESCAPE) ;
Single         : '\'' ~'\''* '\''?                 -> type(QUOTED) ;
Double         : '"' (~["\\] | '\\' .)* '"'?       -> type(QUOTED) ;

/* Here a backslash works between single quotes, too. */
mode FLAGS;

FlagBlank      : Space+                            -> type(BLANK) ;
END            : '--' {startsWord() && endsWord()}? ;
FLAG           : '--' {startsWord()}? Other* ;
FlagText       : Other+                            -> type(TEXT) ;
FlagEscaped    : '\\' .                            -> type(ESCAPED) ;
FlagLast       : '\\'                              -> type(LAST_ESCAPE) ;
FlagSingle     : '\'' (~['\\] | '\\' .)* '\''?     -> type(QUOTED) ;
FlagDouble     : '"' (~["\\] | '\\' .)* '"'?       -> type(QUOTED) ;

/* Behind a mark blanks may stand, which belong to the word. */
mode HEREDOCS;

HeredocBlank   : Space+                            -> type(BLANK) ;
MARK           : '<<' [ \t\r]* ;
HeredocText    : ('<' | Bare+)                     -> type(TEXT) ;
HeredocEscaped : '\\' .                            -> type(ESCAPED) ;
HeredocLast    : '\\'                              -> type(LAST_ESCAPE) ;
HeredocSingle  : '\'' ~'\''* '\''                  -> type(QUOTED) ;
HeredocDouble  : '"' (~["\\] | '\\' .)* '"'        -> type(QUOTED) ;
BAD_QUOTE      : ['"] ;

fragment Bare : ~[ \t-\r\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\\'"<] ;
