package dev.jbuild.cli;
