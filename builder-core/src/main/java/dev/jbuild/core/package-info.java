package dev.jbuild.core;
