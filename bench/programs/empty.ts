// A program that does nothing: what the engine, the language host and the SDK cost by themselves.
import "@pulumi/pulumi";
