META
key;value
description;Made-up district budget, for trying things out
country;Nowhere
unit;Made-up district
instance;2026
num_projects;5
num_votes;12
budget;100000
vote_type;approval
rule;greedy
currency;EUR
max_length;3
comment;Everything in this file is invented.
PROJECTS
project_id;cost;votes;name;selected
1;40000;8;Benches in the park;1
2;60000;7;A footbridge over the stream;1
3;30000;6;Trees for the school yard;0
4;55000;5;Lights on the cycle path;0
5;10000;4;A shelf for sharing books;0
VOTES
voter_id;vote
1;1,2,3
2;1,2
3;1,3,5
4;1,2,4
5;1,2
6;1,3
7;1,2,5
8;1,4
9;2,3,4
10;3,4,5
11;2,3
12;4,5
