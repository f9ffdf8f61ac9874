package dev.jbuild.grammar;
