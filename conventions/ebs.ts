// Drivers that make volumes of EBS, as classes name them.

/** EKS's add-on, however it was installed. */
export const ebsDriver = "ebs.csi.aws.com";

/** EKS Auto Mode's own. */
export const autoModeDriver = "ebs.csi.eks.amazonaws.com";

/** Kubernetes' own, for which the add-on stands in: the class `gp2` that EKS makes, add-on or none. */
export const formerDriver = "kubernetes.io/aws-ebs";
