/*
 * A word with substitutions. The escape character is always the backslash here: for the other one the caller swaps both in the text. Modes are
 * the places where a character means something else: between double quotes, in the name and the operator of a substitution, in its words.
 *
 * Tokens whose names begin with BAD belong to no rule of the parser; they say what is wrong.
 */
lexer grammar WordLexer;

options { superClass = WordLexerBase; }

tokens { TEXT, ESCAPED, SINGLE, DOUBLE, VARIABLE, OPEN, CLOSE, PATTERN_END, BAD_SINGLE, OPERATOR, TRIM, REPLACE }

Text          : ~[$\\'"]+                             -> type(TEXT) ;
Escaped       : '\\' .                                -> type(ESCAPED) ;
LastEscape    : '\\'                                  -> skip ;
Single        : '\'' {quoting()}? ~'\''* '\''         -> type(SINGLE) ;
BadSingle     : '\'' {quoting()}? ~'\''*              -> type(BAD_SINGLE) ;
Double        : '"' {quoting()}?                      -> type(DOUBLE), pushMode(QUOTED) ;
Quote         : ['"]                                  -> type(TEXT) ;
Open          : '${'                                  -> type(OPEN), pushMode(NAMING) ;
Variable      : '$' (Name | Number | Special)         -> type(VARIABLE) ;
Dollar        : '$'                                   -> type(TEXT) ;

fragment Name    : NameStart NameRest* ;
fragment Number  : [0-9]+ ;
fragment Special : [@*#?\-$!] ;
fragment NameStart
    : [a-zA-Z_]
    | [\u0080-\u{10FFFF}] {letter()}?
    ;
fragment NameRest
    : [a-zA-Z_0-9]
    | [\u0080-\u{10FFFF}] {letter()}?
    ;

mode QUOTED;

QuotedEnd     : '"'                                   -> type(DOUBLE), popMode ;
QuotedText    : ~[$\\"]+                              -> type(TEXT) ;
QuotedEscape  : '\\' [$\\"]                           -> type(ESCAPED) ;
/* A backslash before any other character stands for itself. */
PLAIN_ESCAPE  : '\\' ;
QuotedOpen    : '${'                                  -> type(OPEN), pushMode(NAMING) ;
QuotedVariable: '$' (Name | Number | Special)         -> type(VARIABLE) ;
QuotedDollar  : '$'                                   -> type(TEXT) ;

mode NAMING;

NAME          : (Name | Number | Special)             -> mode(OPERATING) ;
/* No name is that of no variable, if one of these follows. */
NamelessChoice: '+'                                   -> type(OPERATOR), mode(ARGUMENT) ;
NamelessTrim  : '%'                                   -> type(TRIM), mode(ARGUMENT) ;
NamelessReplace: '/' '/'?                             -> type(REPLACE), mode(PATTERN) ;
BAD_NAME      : . ;

mode OPERATING;

PlainEnd      : '}'                                   -> type(CLOSE), popMode ;
OPERATOR      : ':'? [\-+?]                           -> mode(ARGUMENT) ;
TRIM          : [#%]                                  -> mode(ARGUMENT) ;
REPLACE       : '/' '/'?                              -> mode(PATTERN) ;
BAD_OPERATOR  : ':'? . ;

mode ARGUMENT;

ArgumentEnd     : '}'                                 -> type(CLOSE), popMode ;
ArgumentText    : ~[$\\'"}]+                          -> type(TEXT) ;
ArgumentEscaped : '\\' .                              -> type(ESCAPED) ;
ArgumentSingle  : '\'' {quoting()}? ~'\''* '\''       -> type(SINGLE) ;
ArgumentBad     : '\'' {quoting()}? ~'\''*            -> type(BAD_SINGLE) ;
ArgumentDouble  : '"' {quoting()}?                    -> type(DOUBLE), pushMode(QUOTED) ;
ArgumentQuote   : ['"]                                -> type(TEXT) ;
ArgumentOpen    : '${'                                -> type(OPEN), pushMode(NAMING) ;
ArgumentVariable: '$' (Name | Number | Special)       -> type(VARIABLE) ;
ArgumentDollar  : '$'                                 -> type(TEXT) ;
ArgumentLast    : '\\'                                -> skip ;

mode PATTERN;

PatternEnd      : '/'                                 -> type(PATTERN_END), mode(ARGUMENT) ;
PatternText     : ~[$\\'"/]+                          -> type(TEXT) ;
PatternEscaped  : '\\' .                              -> type(ESCAPED) ;
PatternSingle   : '\'' {quoting()}? ~'\''* '\''       -> type(SINGLE) ;
PatternBad      : '\'' {quoting()}? ~'\''*            -> type(BAD_SINGLE) ;
PatternDouble   : '"' {quoting()}?                    -> type(DOUBLE), pushMode(QUOTED) ;
PatternQuote    : ['"]                                -> type(TEXT) ;
PatternOpen     : '${'                                -> type(OPEN), pushMode(NAMING) ;
PatternVariable : '$' (Name | Number | Special)       -> type(VARIABLE) ;
PatternDollar   : '$'                                 -> type(TEXT) ;
PatternLast     : '\\'                                -> skip ;
